import { router } from "./http/refuse";
export const app = router();
