package io.boosterbeacon.it.application.nodes;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;

/** A MicroProfile REST client of the other service. */
@RegisterProvider(RemoteQuota.class)
public interface RemoteClient {
    @GET
    @Path("remote/rest-client")
    String get();
}
