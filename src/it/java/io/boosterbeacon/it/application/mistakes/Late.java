package io.boosterbeacon.it.application.mistakes;

import jakarta.enterprise.context.ApplicationScoped;

/** A class whose class file has only the bridge method of the compiler. */
@ApplicationScoped
public class Late extends Implementation implements Creates<String> {}
