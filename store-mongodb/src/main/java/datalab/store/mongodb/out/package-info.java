/** Outputs on MongoDB: a row is a document that knows its version. */
@NullMarked
package datalab.store.mongodb.out;

import org.jspecify.annotations.NullMarked;
