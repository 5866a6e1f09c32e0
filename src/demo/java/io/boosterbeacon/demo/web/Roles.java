package io.boosterbeacon.demo.web;

/** The roles of the demo. */
final class Roles {
    static final String USER = "user";
    /** A user who pays: the tier of the same name has higher limits. */
    static final String PREMIUM = "premium";

    static final String ADMIN = "admin";

    private Roles() {}
}
