/** A MongoDB: where it is, how to reach it, and what its errors mean. */
@NullMarked
package datalab.store.mongodb.connection;

import org.jspecify.annotations.NullMarked;
