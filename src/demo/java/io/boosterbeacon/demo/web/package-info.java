/** The HTTP interface: resources, input and problem documents. */
@NullMarked
package io.boosterbeacon.demo.web;

import org.jspecify.annotations.NullMarked;
