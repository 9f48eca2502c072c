@NullMarked
package datalab.lab.view;

import org.jspecify.annotations.NullMarked;
