package io.boosterbeacon.it.application.paths;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Has nothing but its path. */
@ApplicationPath("api")
public class PathsApplication extends Application {}
