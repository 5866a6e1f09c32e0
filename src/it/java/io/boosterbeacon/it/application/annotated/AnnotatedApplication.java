package io.boosterbeacon.it.application.annotated;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Only says where. */
@ApplicationPath("/")
public class AnnotatedApplication extends Application {}
