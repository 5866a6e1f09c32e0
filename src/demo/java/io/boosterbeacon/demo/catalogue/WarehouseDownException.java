package io.boosterbeacon.demo.catalogue;

/** The warehouse does not answer. */
public class WarehouseDownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WarehouseDownException() {
        super("The warehouse is down");
    }
}
