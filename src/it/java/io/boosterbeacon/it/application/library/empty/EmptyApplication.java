package io.boosterbeacon.it.application.library.empty;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Has nothing but its path. */
@ApplicationPath("/")
public class EmptyApplication extends Application {}
