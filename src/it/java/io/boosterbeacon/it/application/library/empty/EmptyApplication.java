package io.boosterbeacon.it.application.library.empty;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Only says where. */
@ApplicationPath("/")
public class EmptyApplication extends Application {}
