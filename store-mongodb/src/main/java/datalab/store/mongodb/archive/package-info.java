/** Archives of streams: an event is a document under its place in the log. */
@NullMarked
package datalab.store.mongodb.archive;

import org.jspecify.annotations.NullMarked;
