/** The HTTP source: one event or many in a request, answered when the log has them. */
@NullMarked
package datalab.ingest.http;

import org.jspecify.annotations.NullMarked;
