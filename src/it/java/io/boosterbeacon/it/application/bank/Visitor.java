package io.boosterbeacon.it.application.bank;

import jakarta.enterprise.context.RequestScoped;

/** Who makes the request. */
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
