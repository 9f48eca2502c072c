@NullMarked
package datalab.lab;

import org.jspecify.annotations.NullMarked;
