// Vue without its template compiler: components are render functions, so no 'unsafe-eval' is needed.
export * from '../webjars/vue/dist/vue.runtime.esm-browser.prod.js';
