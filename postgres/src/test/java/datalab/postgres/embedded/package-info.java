@NullMarked
package datalab.postgres.embedded;

import org.jspecify.annotations.NullMarked;
