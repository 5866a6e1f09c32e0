package io.boosterbeacon.demo.identity;

import java.util.List;

/**
 * What is known of a login as long as it can be renewed.
 *
 * @param device what the user calls the device
 * @param sid the session
 */
public record Login(String user, List<String> roles, String device, String sid) {}
