package io.boosterbeacon.it.application.bank;

/** Rolls back where that is declared. */
public class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    /** What the method has seen. */
    final int seen;

    Refused(int seen) {
        super("rolls back, if declared");
        this.seen = seen;
    }
}
