@NullMarked
package datalab.testkit;

import org.jspecify.annotations.NullMarked;
