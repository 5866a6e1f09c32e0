package io.boosterbeacon.it.application.mistakes;

/** Has the method of an interface that only its subclasses implement. */
public class Implementation {
    public String create(String argument) {
        return argument;
    }
}
