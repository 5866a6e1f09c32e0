package io.boosterbeacon.it.application.timers;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Has nothing but its path. */
@ApplicationPath("/")
public class TimersApplication extends Application {}
