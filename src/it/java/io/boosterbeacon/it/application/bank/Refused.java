package io.boosterbeacon.it.application.bank;

/** An exception that rolls back if the method declares it. */
public class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    /** The balance that the method has seen. */
    final int seen;

    Refused(int seen) {
        super("rolls back, if declared");
        this.seen = seen;
    }
}
