/** One small class for each thing that a server can do with a peer. Start reading here. */
package org.webrtcexamples.examples;
