/** The HTTP server that the ways in and out share: requests, answers, paths. Only here is Jetty imported. */
@NullMarked
package datalab.http;

import org.jspecify.annotations.NullMarked;
