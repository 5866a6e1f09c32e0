package io.boosterbeacon.it.application.mistakes;

import jakarta.enterprise.context.ApplicationScoped;

/** Has its only method from an interface. */
@ApplicationScoped
public class DefaultLimited implements DefaultLimit {}
