package io.boosterbeacon.it.application.mistakes;

import jakarta.enterprise.context.ApplicationScoped;

/** Inherits its only method from an interface. */
@ApplicationScoped
public class DefaultLimited implements DefaultLimit {}
