package io.boosterbeacon.it.application.annotated;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Has nothing but its path. */
@ApplicationPath("/")
public class AnnotatedApplication extends Application {}
