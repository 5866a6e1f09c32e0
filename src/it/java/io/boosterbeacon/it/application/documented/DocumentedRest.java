package io.boosterbeacon.it.application.documented;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Found by scanning, as its resources are. */
@ApplicationPath("rest")
public class DocumentedRest extends Application {}
