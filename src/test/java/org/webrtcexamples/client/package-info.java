/**
 * A client of the examples as a browser is one: it speaks their REST API and answers their offers
 * with a real <a href="https://www.w3.org/TR/webrtc/#rtcpeerconnection-interface">
 * RTCPeerConnection</a> in this JVM. It knows the wire and nothing of the server's classes, so that
 * tests and benchmark see what any other client sees.
 */
package org.webrtcexamples.client;
