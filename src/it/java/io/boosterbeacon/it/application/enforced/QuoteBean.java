package io.boosterbeacon.it.application.enforced;

import jakarta.ejb.Stateless;

/** An enterprise bean that its views limit. */
@Stateless
public class QuoteBean implements Quotes, LimitedQuotes {
    @Override
    public String quote() {
        return "ok";
    }

    @Override
    public String limitedQuote() {
        return "ok";
    }
}
