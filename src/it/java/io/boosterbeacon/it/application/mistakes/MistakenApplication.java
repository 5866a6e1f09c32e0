package io.boosterbeacon.it.application.mistakes;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Found by scanning, as its resources are. */
@ApplicationPath("/")
public class MistakenApplication extends Application {}
