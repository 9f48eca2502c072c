/** Archives and outputs on MongoDB. */
@NullMarked
package datalab.store.mongodb;

import org.jspecify.annotations.NullMarked;
