package io.boosterbeacon.demo.web;

/** The roles that the demo knows. */
final class Roles {
    static final String USER = "user";
    static final String ADMIN = "admin";

    private Roles() {}
}
