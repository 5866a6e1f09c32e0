package io.boosterbeacon.it.application.bank;

import jakarta.enterprise.context.RequestScoped;

/** The caller of the request. */
@RequestScoped
public class Visitor {
    private boolean admin;

    public boolean isAdmin() {
        return admin;
    }

    public void enterAs(String role) {
        admin = role.equals("admin");
    }
}
