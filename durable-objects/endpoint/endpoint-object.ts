import { DurableObject } from "cloudflare:workers";
export class EndpointObject extends DurableObject {}
