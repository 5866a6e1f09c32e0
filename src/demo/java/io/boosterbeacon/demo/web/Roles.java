package io.boosterbeacon.demo.web;

/** The roles of the demo. */
final class Roles {
    static final String USER = "user";
    static final String ADMIN = "admin";

    private Roles() {}
}
