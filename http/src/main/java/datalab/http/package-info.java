/** The HTTP server shared by ingest and queries: requests, responses, paths. The only package that imports Jetty. */
@NullMarked
package datalab.http;

import org.jspecify.annotations.NullMarked;
