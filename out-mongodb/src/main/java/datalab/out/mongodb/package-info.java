/** Outputs on MongoDB: a row is a document that knows its version. */
@NullMarked
package datalab.out.mongodb;

import org.jspecify.annotations.NullMarked;
