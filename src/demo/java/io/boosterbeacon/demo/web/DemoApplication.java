package io.boosterbeacon.demo.web;

import jakarta.annotation.security.DeclareRoles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.auth.LoginConfig;

/** Switches JAX-RS and MicroProfile JWT on. Payara ignores the login configuration of a class without a scope. */
@ApplicationScoped
@ApplicationPath("/api")
@LoginConfig(authMethod = "MP-JWT")
@DeclareRoles({Roles.USER, Roles.PREMIUM, Roles.ADMIN})
public class DemoApplication extends Application {}
