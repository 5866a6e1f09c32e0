package io.boosterbeacon.it.mistakes;

import jakarta.enterprise.context.ApplicationScoped;

/** Has nothing but the compiler's bridge. */
@ApplicationScoped
public class Late extends Implementation implements Creates<String> {}
