package io.boosterbeacon.it.application.timers;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Only says where. */
@ApplicationPath("/")
public class TimersApplication extends Application {}
