package io.boosterbeacon.it.application.mistakes;

import jakarta.enterprise.context.ApplicationScoped;

/** Its class file has only the compiler's bridge method. */
@ApplicationScoped
public class Late extends Implementation implements Creates<String> {}
