package io.boosterbeacon.it.application.guarded;

import jakarta.enterprise.context.Dependent;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** A session below the path of the JAX-RS application. */
@Dependent
@ServerEndpoint("/api/live")
public class LiveSocket {
    @OnOpen
    public void open(Session session) throws IOException {
        session.getBasicRemote().sendText("open");
    }
}
