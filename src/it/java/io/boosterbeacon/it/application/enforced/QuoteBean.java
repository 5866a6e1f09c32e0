package io.boosterbeacon.it.application.enforced;

import jakarta.ejb.Stateless;

/** Limited by its views. */
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
