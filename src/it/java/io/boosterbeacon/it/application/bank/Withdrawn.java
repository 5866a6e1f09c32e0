package io.boosterbeacon.it.application.bank;

/** Ends a method, and with it its transaction. */
public class Withdrawn extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The balance that the method has seen. */
    final int seen;

    Withdrawn(int seen) {
        super("rolls back");
        this.seen = seen;
    }
}
