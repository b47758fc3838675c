/**
 * The wire: JAX-RS resources that translate HTTP and delegate to {@link
 * org.webrtcexamples.connections.ConnectionRegistry}, the JSON that clients of node-webrtc-examples
 * know, and errors as <a href="https://www.rfc-editor.org/rfc/rfc9457">problem documents</a>.
 * Decides nothing.
 */
package org.webrtcexamples.rest;
