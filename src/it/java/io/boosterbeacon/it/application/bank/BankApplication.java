package io.boosterbeacon.it.application.bank;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Has nothing but its path. */
@ApplicationPath("/")
public class BankApplication extends Application {}
