package io.boosterbeacon.it.application.mistakes;

/** Knows nothing of the interface that it implements for its heirs. */
public class Implementation {
    public String create(String argument) {
        return argument;
    }
}
