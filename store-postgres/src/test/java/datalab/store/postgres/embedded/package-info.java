@NullMarked
package datalab.store.postgres.embedded;

import org.jspecify.annotations.NullMarked;
