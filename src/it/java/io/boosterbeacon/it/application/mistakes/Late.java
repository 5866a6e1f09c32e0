package io.boosterbeacon.it.application.mistakes;

import jakarta.enterprise.context.ApplicationScoped;

/** Has nothing but the compiler's bridge. */
@ApplicationScoped
public class Late extends Implementation implements Creates<String> {}
