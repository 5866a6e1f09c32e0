package io.boosterbeacon.it.application.calls;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Has nothing but its path. */
@ApplicationPath("/")
public class CallsApplication extends Application {}
