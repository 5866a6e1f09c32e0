package io.boosterbeacon.it.application.bank;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Only says where. */
@ApplicationPath("/")
public class BankApplication extends Application {}
